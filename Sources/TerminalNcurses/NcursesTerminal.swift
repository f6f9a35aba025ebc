import CNcurses
import Foundation
import TerminalUI

/// The real terminal on standard input and output. A process has one, for the thread that opened it.
///
/// It is given back by `close()`, by `exit`, and when the process dies of a signal or a trap; what was written to
/// standard error meanwhile is shown then.
public final class NcursesTerminal: TerminalBackend {
  public private(set) var size: Size
  public let glyphs: Glyphs

  private var painter: CellPainter
  private var decoder: InputDecoder
  private var readBuffer = [UInt8](repeating: 0, count: 4096)
  private var shown: Frame?
  private var isOpen = true

  /// Takes the terminal over.
  ///
  /// - Parameters:
  ///   - program: Name and version, for the line that is left when the process dies of a signal or a trap.
  ///   - environment: Where NO_COLOR, ESCDELAY and SSH_CONNECTION are looked for; TERM and the locale are always the
  ///     process's own.
  public init(
    theme: Theme, program: String = "The program",
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(TerminalError) {
    terminal_name_program(program)
    try Self.open(term: environment["TERM"] ?? "")
    size = Self.currentSize()
    glyphs = terminal_is_utf8() ? .unicode : .ascii
    let depth = ColorDepth(
      colors: Int(terminal_colors()), isDirect: terminal_has_direct_colors(), environment: environment)
    painter = CellPainter(theme: theme, depth: depth, glyphs: glyphs)
    decoder = InputDecoder(patience: InputPatience(environment: environment), keys: Key.terminfo)
  }

  deinit { close() }

  /// Gives the terminal back, and leaves these lines on it. Harmless when done twice. A terminal that takes nothing is
  /// given up after a second.
  public func close(saying lines: [String] = []) {
    guard isOpen else { return }
    isOpen = false
    terminal_close_saying(lines.map { $0.sanitised + "\n" }.joined())
  }

  /// The number of the first signal that asked for the end (SIGINT, SIGTERM, SIGHUP); nil if none did. Still known once
  /// it is closed.
  public var endingSignal: Int32? {
    let number = terminal_ending_signal()
    return number == 0 ? nil : number
  }

  private static func open(term: String) throws(TerminalError) {
    switch terminal_open() {
    case TERMINAL_OPENED: return
    case TERMINAL_ALREADY_OPEN: throw .alreadyOpen
    case TERMINAL_NOT_A_TTY: throw .notATerminal
    case TERMINAL_NO_CURSOR: throw .noCursor(term: term)
    case TERMINAL_UNKNOWN: throw .unknown(term: term)
    default: throw .failed(reason: String(cString: strerror(errno)))
    }
  }

  private static func currentSize() -> Size {
    var columns: Int32 = 0
    var rows: Int32 = 0
    terminal_size(&columns, &rows)
    return Size(columns: Int(columns), rows: Int(rows))
  }
}

// MARK: - Input

extension NcursesTerminal {
  public var waker: @Sendable () -> Void { { terminal_wake() } }

  public func wait(timeout: Duration?) -> [Input]? {
    let rest = decoder.deadline.map { max(.zero, $0 - .now) }
    let events = terminal_wait([timeout, rest].compactMap { $0 }.min().map(Self.milliseconds) ?? -1)
    if events.is_gone { return nil }
    if events.is_stopping { perform(.suspend) }
    var inputs = (0..<events.interrupts).map { _ in Input.interrupt }
    if events.has_input {
      let count = terminal_read(&readBuffer, readBuffer.count)
      guard count >= 0 else { return nil }
      inputs += decoder.decode(readBuffer[..<count], at: .now)
    } else {
      inputs += decoder.elapse(at: .now)
    }
    let newSize = Self.currentSize()
    if newSize != size {
      size = newSize
      shown = nil
      inputs.append(.resize(newSize))
    }
    return inputs
  }

  /// Rounded up, so that a wait never ends just before its time and is begun again.
  private static func milliseconds(_ duration: Duration) -> Int32 {
    let (seconds, attoseconds) = duration.components
    return Int32(clamping: seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}

// MARK: - Output

extension NcursesTerminal {
  public var isReady: Bool { !terminal_is_busy() }

  public func draw(_ frame: Frame) {
    for y in 0..<min(frame.size.rows, size.rows) {
      let row = frame.row(y)
      if let shown, shown.size == frame.size, shown.row(y) == row { continue }
      painter.paint(row, y: y)
    }
    shown = frame
    flush()
  }

  private func flush() {
    let cursor = shown?.cursor.flatMap { Rect(size).contains($0) ? $0 : nil }
    terminal_flush(cursor.map { Int32($0.x) } ?? -1, cursor.map { Int32($0.y) } ?? 0)
  }

  public func setMouse(_ isOn: Bool) { terminal_set_mouse(isOn) }

  public func perform(_ command: TerminalCommand) {
    switch command {
    case .copy(let text): terminal_copy(Data(text.utf8).base64EncodedString())
    case .redraw:
      terminal_invalidate()
      // Else the next frame does it.
      if isReady { flush() }
    case .suspend: terminal_suspend()
    }
  }
}
