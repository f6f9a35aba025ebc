import Foundation
import TriggerCore
import TriggerHandlers
import TriggerRedis

/// What runs triggers of one type, as `[handlers.TYPE]` in the file says.
struct HandlerConfiguration: Hashable, Sendable {
  enum Means: Hashable, Sendable {
    /// The program and its arguments; no shell. What it leaves behind may live on where it detaches.
    case command([String], detaches: Bool = false)
    case webhook(address: String, secret: String?)
    /// A Python worker runs it.
    case celery(CeleryModel)
  }

  var means: Means
  var timeout: Duration
  /// At once; nil is what `ProcessorSettings` gives any type.
  var concurrency: Int?
  /// Where this type's results go; nil is the logger for all.
  var logger: Setting<ResultLoggerName?>
  /// Where the command, webhook or Celery model is named.
  var origin: Origin

  init(
    means: Means, timeout: Duration, concurrency: Int? = nil,
    logger: Setting<ResultLoggerName?> = Setting(value: nil, origin: .byDefault),
    origin: Origin
  ) {
    self.means = means
    self.timeout = timeout
    self.concurrency = concurrency
    self.logger = logger
    self.origin = origin
  }

  /// - Parameter prefersCelery: which one it is where Celery and something else are named.
  /// - Throws: `ConfigurationError` for what is wrong whatever the machine; `handler(limits:)` for the rest.
  init(type: String, from sources: inout SettingSources, prefersCelery: Bool) throws {
    let command = try sources.value(SettingKey<[String]?>("handlers", type, "command", default: nil))
    let webhook = try sources.value(
      SettingKey<String?>("handlers", type, "webhook", default: nil, secrecy: .webhook))
    let secret = try sources.value(
      SettingKey<String?>("handlers", type, "secret", default: nil, secrecy: .secret) { secret in
        secret?.isEmpty == true ? "must not be empty; leave it out where nothing is to be signed" : nil
      })
    let celery = try sources.value(
      SettingKey<String?>("handlers", type, "celery", default: nil) { path in
        path.flatMap {
          CeleryModel($0) == nil ? "must be a Django model such as \"billing.PayBill\", not \"\($0)\"" : nil
        }
      })
    let detach = try sources.value(
      SettingKey<Bool?>(
        "handlers", type, "detach", default: nil, note: "whether children that the command leaves behind live on"))
    timeout = try sources.value(
      SettingKey("handlers", type, "timeout", default: Duration.seconds(60), refusal: atLeast(.seconds(1)))
    ).value
    let concurrency = try sources.value(
      SettingKey<Int?>(
        "handlers", type, "concurrency", default: nil,
        note: "how many run at once; else at most three quarters of the slots while another type is in use"
      ) { $0.flatMap(within(1...1_000)) })
    logger = try sources.value(
      SettingKey<ResultLoggerName?>(
        "handlers", type, "logger", default: nil, note: "where this type's results go, in place of result_logger"))

    let table = ["handlers", type]
    try sources.refuseUnknownKeys(in: table)
    do {
      try NewTrigger(type: type).validate()
    } catch {
      throw ConfigurationError(at: sources.origin(of: table), error.description)
    }
    if command.value != nil, webhook.value != nil {
      throw ConfigurationError(at: webhook.origin, "stands beside \(table.keyPath).command; keep one of them")
    }
    if secret.value != nil, webhook.value == nil {
      throw ConfigurationError(
        at: secret.origin, "signs what a webhook gets, and there is none; add webhook = \"https://…\", or remove it")
    }
    if detach.value != nil, command.value == nil {
      throw ConfigurationError(at: detach.origin, "is about a command's children, and there is no command; remove it")
    }
    if concurrency.value != nil, celery.value != nil, command.value == nil, webhook.value == nil {
      throw ConfigurationError(
        at: concurrency.origin, "is about what runs here, and Celery's workers run this type; remove it")
    }
    self.concurrency = concurrency.value
    let local =
      command.value.map { (Means.command($0, detaches: detach.value ?? false), command.origin) }
      ?? webhook.value.map { (Means.webhook(address: $0, secret: secret.value), webhook.origin) }
    let remote = celery.value.flatMap(CeleryModel.init).map { (Means.celery($0), celery.origin) }
    if let (means, origin) = local { _ = try Self.handler(means, timeout, TryLimits(), origin) }
    guard let (means, origin) = prefersCelery ? remote ?? local : local ?? remote else {
      throw ConfigurationError(
        at: sources.origin(of: table),
        "needs command = [\"/usr/bin/pay\", \"--id\"], webhook = \"https://…\" or celery = \"billing.PayBill\"")
    }
    self.means = means
    self.origin = origin
  }

  /// Nil for Celery, whose workers have the handler.
  /// - Throws: `ConfigurationError` where it can't be started on this machine: no such program.
  func handler(limits: TryLimits) throws -> (any Handler)? {
    if case .command(let command, _) = means, let reason = Self.hindrance(to: command[0]) {
      throw ConfigurationError(at: origin, reason)
    }
    return try Self.handler(means, timeout, limits, origin)
  }

  private static func handler(
    _ means: Means, _ timeout: Duration, _ limits: TryLimits, _ origin: Origin
  ) throws -> (any Handler)? {
    do {
      return switch means {
      case .command(let command, let detaches):
        try CommandHandler(command, timeLimit: timeout, detaches: detaches, limits: limits)
      case .webhook(let address, let secret):
        try WebhookHandler(address: address, timeLimit: timeout, secret: secret, limits: limits)
      case .celery: nil
      }
    } catch let error as InvalidInput {
      throw ConfigurationError(at: origin, error.description)
    }
  }

  var isCommand: Bool { if case .command = means { true } else { false } }

  /// Why a program, given by its path or to be found on PATH, can't be run; nil where it can.
  private static func hindrance(to program: String) -> String? {
    guard program.contains("/") else {
      let directories = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
      return directories.contains { hindrance(to: "\($0)/\(program)") == nil }
        ? nil : "There is no program \(program) on PATH; give its path, such as /usr/bin/pay."
    }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: program, isDirectory: &isDirectory) else {
      return "There is no program \(program); give the path of one that may be executed."
    }
    if isDirectory.boolValue { return "\(program) is a directory; give the path of a program." }
    return FileManager.default.isExecutableFile(atPath: program)
      ? nil : "\(program) may not be executed; correct its permissions, or give the path of a program."
  }
}
