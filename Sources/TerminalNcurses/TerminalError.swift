/// Why there is no terminal to show anything on, and what helps.
public enum TerminalError: Error, Hashable, Sendable {
  case notATerminal
  case noCursor(term: String)
  case unknown(term: String)
  case alreadyOpen
  case failed(reason: String)
}

extension TerminalError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notATerminal:
      "Standard input and output are not both a terminal: run this in a terminal, without a pipe or a redirection."
    case .noCursor(let term):
      "TERM=\(term) is a terminal whose cursor cannot be moved: use another, or set TERM to what it really is, "
        + "such as xterm-256color."
    case .unknown(let term):
      "Terminfo knows neither TERM=\(term) nor xterm-256color: install ncurses-term, or set TERM to a name it knows."
    case .alreadyOpen:
      "The terminal is already in use by this process: close the other dashboard first."
    case .failed(let reason):
      "The terminal cannot be taken over: \(reason)."
    }
  }
}
