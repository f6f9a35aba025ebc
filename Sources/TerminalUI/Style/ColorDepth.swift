/// How many colours a terminal shows.
public enum ColorDepth: Sendable {
  /// NO_COLOR is set, or the terminal has fewer than eight.
  case none
  case basic
  case indexed
  /// No palette: red, green and blue.
  case direct

  /// - Parameters:
  ///   - colors: what terminfo says the terminal has.
  ///   - isDirect: whether it takes them for red, green and blue. All such terminals know the first eight by number.
  public init(colors: Int, isDirect: Bool = false, environment: [String: String]) {
    let isUnwanted = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    if isUnwanted || colors < 8 {
      self = .none
    } else if isDirect {
      self = colors >= 1 << 24 ? .direct : .basic
    } else {
      self = colors < 256 ? .basic : .indexed
    }
  }
}
