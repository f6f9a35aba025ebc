/// An interactive program as three functions: what happened changes the model, the model is drawn.
///
/// `update` and `view` are called on the main thread by `Runtime` and must not block: whatever takes time is an effect.
public protocol Program {
  associatedtype Model
  associatedtype Message: Sendable
  associatedtype Effect: Sendable

  /// The message that an input stands for; nil ignores it.
  func message(for input: Input) -> Message?

  /// Changes the model and says what is to be carried out elsewhere.
  func update(_ model: inout Model, _ message: Message) -> [Effect]

  func view(_ model: Model, size: Size) -> Frame

  /// What of this model must be seen before it may be answered, such as a question; nil if nothing must.
  func sight(of model: Model) -> String?

  /// A frame painted from a model with this sight stands on the terminal, whole.
  func saw(_ sight: String?, _ model: inout Model)

  /// Whether the program has ended.
  func isFinished(_ model: Model) -> Bool

  /// How often it wants `Input.tick`; nil: never. Asked after each update.
  func tickInterval(_ model: Model) -> Duration?

  /// Whether the mouse is reported to it; the terminal's own selection needs it off.
  func wantsMouse(_ model: Model) -> Bool

  /// What an effect asks of the terminal itself; nil if it is none of the terminal's.
  func terminalCommand(for effect: Effect) -> TerminalCommand?
}

extension Program {
  public func tickInterval(_ model: Model) -> Duration? { nil }
  public func sight(of model: Model) -> String? { nil }
  public func saw(_ sight: String?, _ model: inout Model) {}
  public func wantsMouse(_ model: Model) -> Bool { false }
  public func terminalCommand(for effect: Effect) -> TerminalCommand? { nil }
}
