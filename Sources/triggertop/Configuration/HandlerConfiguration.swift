import Foundation
import TriggerCore
import TriggerHandlers
import TriggerRedis

/// What runs triggers of one type, as `[handlers.TYPE]` in the file says.
struct HandlerConfiguration: Hashable, Sendable {
  enum Means: Hashable, Sendable {
    /// The program and its arguments; no shell.
    case command([String])
    case webhook(address: String, secret: String?)
    /// A Python worker runs it.
    case celery(CeleryModel)
  }

  var means: Means
  var timeout: Duration
  /// The slug of the result logger for this type; nil is the one for all.
  var logger: String?
  /// Where in the file it stands, for errors.
  var place: String

  init(means: Means, timeout: Duration, logger: String? = nil, place: String) {
    self.means = means
    self.timeout = timeout
    self.logger = logger
    self.place = place
  }

  /// - Parameter prefersCelery: which one it is where Celery and something else are named.
  init(type: String, from sources: inout SettingSources, place: String, prefersCelery: Bool) throws {
    let command = try sources.value(SettingKey<[String]>("handlers", type, "command", default: [])).value
    let webhook = try sources.value(
      SettingKey<String?>("handlers", type, "webhook", default: nil, secrecy: .passwords)
    ).value
    let secret = try sources.value(
      SettingKey<String?>("handlers", type, "secret", default: nil, secrecy: .nothing)
    ).value
    let celery = try sources.value(
      SettingKey<String?>("handlers", type, "celery", default: nil) { path in
        path.map { CeleryModel($0) == nil } == true ? "must be a Django model such as \"billing.PayBill\"" : nil
      }
    ).value.flatMap(CeleryModel.init)
    timeout = try sources.value(
      SettingKey("handlers", type, "timeout", default: Duration.seconds(60), refusal: atLeast(.seconds(1)))
    ).value
    logger = try sources.value(SettingKey<String?>("handlers", type, "logger", default: nil)).value
    self.place = place
    if !command.isEmpty, webhook != nil {
      throw ConfigurationError("\(place): handlers.\(type) names a command and a webhook; keep one of them.")
    }
    let ownMeans =
      webhook.map { Means.webhook(address: $0, secret: secret) } ?? (command.isEmpty ? nil : .command(command))
    let remote = celery.map(Means.celery)
    guard let means = prefersCelery ? remote ?? ownMeans : ownMeans ?? remote else {
      throw ConfigurationError(
        """
        \(place): handlers.\(type) needs command = [\"/usr/bin/pay\", \"--id\"], webhook = \"https://…\" \
        or celery = \"billing.PayBill\".
        """)
    }
    self.means = means
  }

  /// Nil for Celery, whose workers have the handler.
  /// - Throws: `ConfigurationError` where it can't be started: no such program, no address.
  func handler(limits: TryLimits) throws -> (any Handler)? {
    do {
      switch means {
      case .command(let command):
        guard Self.isExecutable(command[0]) else {
          throw InvalidInput("There is no program \(command[0]); give the path of one that may be executed.")
        }
        return try CommandHandler(command, timeLimit: timeout, limits: limits)
      case .webhook(let address, let secret):
        return try WebhookHandler(address: address, timeLimit: timeout, secret: secret, limits: limits)
      case .celery: return nil
      }
    } catch let error as InvalidInput {
      throw ConfigurationError("\(place): \(error.description)")
    }
  }

  /// A path, or a name to be found on PATH.
  private static func isExecutable(_ program: String) -> Bool {
    if program.contains("/") { return FileManager.default.isExecutableFile(atPath: program) }
    let directories = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return directories.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
  }
}
