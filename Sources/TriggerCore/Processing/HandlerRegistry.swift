/// What runs which type. A value: a processor takes it as it is when it is made.
///
///     var registry = HandlerRegistry()
///     try registry.register(PayBill.self)
///     try registry.handle("send_mail") { context in … }
///     try registry.register(CommandHandler(…), for: "rotate_logs")
public struct HandlerRegistry: Sendable {
  private var handlers: [ExactText: any Handler] = [:]
  /// Types' own.
  private(set) var resultLoggers: [ExactText: any ResultLogger] = [:]

  public init() {}

  /// Ascending.
  public var types: [String] { handlers.keys.sorted().map(\.text) }

  public subscript(type: String) -> (any Handler)? { handlers[ExactText(type)] }

  /// A trigger written in Swift: its data is decoded into a value, which then processes itself.
  /// - Throws: `InvalidInput` for a type that has a handler already, or that no column could hold.
  public mutating func register<Value: Trigger>(_ type: Value.Type) throws(InvalidInput) {
    try register(SwiftTriggerHandler<Value>(), for: Value.typed)
    resultLoggers[ExactText(Value.typed)] = Value.resultLogger
  }

  /// - Throws: as `register(_:)`.
  public mutating func handle(
    _ type: String, _ body: @escaping @Sendable (ProcessContext) async throws -> TriggerResult?
  ) throws(InvalidInput) {
    try register(ClosureHandler(body: body), for: type)
  }

  /// - Throws: as `register(_:)`.
  public mutating func register(_ handler: some Handler, for type: String) throws(InvalidInput) {
    do {
      try NewTrigger(type: type).validate()
    } catch {
      throw InvalidInput(error.description)
    }
    guard handlers[ExactText(type)] == nil else {
      throw InvalidInput("There are two handlers for the type \(type); keep one of them.")
    }
    handlers[ExactText(type)] = handler
  }
}

private struct SwiftTriggerHandler<Value: Trigger>: Handler {
  func run(_ context: ProcessContext) async throws -> TriggerResult? {
    try await TriggerDataDecoder.decode(Value.self, from: context.data).process(context)
  }
}

private struct ClosureHandler: Handler {
  let body: @Sendable (ProcessContext) async throws -> TriggerResult?

  func run(_ context: ProcessContext) async throws -> TriggerResult? { try await body(context) }
}
