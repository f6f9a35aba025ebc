/// What a person or a configuration gave makes no sense: one sentence that names it and what is allowed.
/// Exit code 64.
public struct InvalidInput: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ sentence: String) { description = sentence }
}
