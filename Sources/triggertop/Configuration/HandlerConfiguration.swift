import Foundation
import TriggerCore
import TriggerHandlers

/// What runs triggers of one type, as `[handlers.TYPE]` in the file says.
struct HandlerConfiguration: Hashable, Sendable {
  enum Means: Hashable, Sendable {
    /// The program and its arguments; no shell.
    case command([String])
    case webhook(address: String, secret: String?)
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

  init(type: String, from sources: inout SettingSources, place: String) throws {
    let command = try sources.value(SettingKey<[String]>("handlers", type, "command", default: [])).value
    let webhook = try sources.value(
      SettingKey<String?>("handlers", type, "webhook", default: nil, secrecy: .passwords)
    ).value
    let secret = try sources.value(
      SettingKey<String?>("handlers", type, "secret", default: nil, secrecy: .nothing)
    ).value
    timeout = try sources.value(
      SettingKey("handlers", type, "timeout", default: Duration.seconds(60), refusal: atLeast(.seconds(1)))
    ).value
    logger = try sources.value(SettingKey<String?>("handlers", type, "logger", default: nil)).value
    self.place = place
    switch (command.isEmpty, webhook) {
    case (false, nil): means = .command(command)
    case (true, let address?): means = .webhook(address: address, secret: secret)
    default:
      throw ConfigurationError(
        "\(place): handlers.\(type) needs either command = [\"/usr/bin/pay\", \"--id\"] or webhook = \"https://…\".")
    }
  }

  /// - Throws: `ConfigurationError` where it can't be started: no such program, no address.
  func handler(limits: TryLimits) throws -> any Handler {
    do {
      switch means {
      case .command(let command):
        guard Self.isExecutable(command[0]) else {
          throw InvalidInput("There is no program \(command[0]); give the path of one that may be executed.")
        }
        return try CommandHandler(command, timeLimit: timeout, limits: limits)
      case .webhook(let address, let secret):
        return try WebhookHandler(address: address, timeLimit: timeout, secret: secret, limits: limits)
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
