/// How many colours a terminal shows.
public enum ColorDepth: Sendable {
  /// NO_COLOR is set, or the terminal has fewer than eight.
  case none
  case basic
  case indexed

  /// - Parameter colors: what terminfo says the terminal has.
  public init(colors: Int, environment: [String: String]) {
    let isUnwanted = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    self = isUnwanted || colors < 8 ? .none : colors < 256 ? .basic : .indexed
  }
}
