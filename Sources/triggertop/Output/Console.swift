import Glibc
import TerminalUI

/// Standard output and standard error of a subcommand.
enum Console {
  static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Whether somebody can be asked: a terminal on both ends.
  static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Columns of the terminal on standard output, nil where there is none.
  static var width: Int? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Why standard output could not be written, once it could not; a reader that went away is no error.
  static var outputFailure: String? {
    Outlet.output.failure.flatMap { $0 == EPIPE ? nil : String(cString: strerror($0)) }
  }

  /// Whether nobody reads standard output any more, or it can't be written.
  static var isOutputLost: Bool { Outlet.output.failure != nil }

  /// Text to standard output as it is.
  static func write(_ text: String) { Outlet.output.write(text) }

  static func line(_ text: String) { write(text + "\n") }

  /// Fitted to the terminal, whole elsewhere.
  static func print(_ table: TextTable) { table.lines(width: width).forEach(line) }

  /// `triggertop: …` to standard error, made safe: it may quote the database.
  static func complain(_ sentence: String) {
    Outlet.errors.write("triggertop: \(sentence.sanitisedLines.joined(separator: " "))\n")
  }

  /// Asks on standard error; only `y` or `yes` says yes.
  static func confirms(_ question: String) -> Bool {
    Outlet.errors.write("\(question.sanitised) [y/N] ")
    return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
  }

  /// A remark beside the output, made safe.
  static func note(_ text: String) { Outlet.errors.write(text.sanitised + "\n") }

  /// Replaces the last line of standard error, which must be a terminal.
  static func update(_ line: String) { Outlet.errors.write("\r\u{1B}[K\(line.sanitised)") }
}
