import Glibc
import Synchronization
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
    lost.withLock { $0 }.flatMap { $0 == EPIPE ? nil : String(cString: strerror($0)) }
  }

  /// Whether nobody reads standard output any more, or it can't be written.
  static var isOutputLost: Bool { lost.withLock { $0 } != nil }

  /// The first error of standard output.
  private static let lost = Mutex<Int32?>(nil)

  /// Text to standard output as it is.
  static func write(_ text: String) {
    guard !isOutputLost, let error = write(text, to: STDOUT_FILENO) else { return }
    lost.withLock { $0 = error }
  }

  static func line(_ text: String) { write(text + "\n") }

  /// Fitted to the terminal, whole elsewhere.
  static func print(_ table: TextTable) { table.lines(width: width).forEach(line) }

  /// `triggertop: …` to standard error, made safe: it may quote the database.
  static func complain(_ sentence: String) {
    write("triggertop: \(sentence.sanitisedLines.joined(separator: " "))\n", to: STDERR_FILENO)
  }

  /// Asks on standard error; only `y` or `yes` says yes.
  static func confirms(_ question: String) -> Bool {
    write("\(question.sanitised) [y/N] ", to: STDERR_FILENO)
    return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
  }

  /// A remark beside the output, made safe.
  static func note(_ text: String) { write(text.sanitised + "\n", to: STDERR_FILENO) }

  /// Replaces the last line of standard error, which must be a terminal.
  static func update(_ line: String) { write("\r\u{1B}[K\(line.sanitised)", to: STDERR_FILENO) }

  /// - Returns: the error's number, where it could not be written.
  @discardableResult
  private static func write(_ text: String, to descriptor: Int32) -> Int32? {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      if written < 0 && errno == EAGAIN {
        // Somebody made the pipe or terminal non-blocking: wait until it takes more.
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
        continue
      }
      guard written > 0 else { return errno }
      bytes = bytes.dropFirst(written)
    }
    return nil
  }
}
