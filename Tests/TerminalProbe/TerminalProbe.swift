import Glibc
import TerminalNcurses
import TerminalUI

/// Draws how many inputs came, and reports each as a line on descriptor 3.
///
/// `q` ends it, `t` is a trap, `e` writes to standard error, `m` has the mouse reported, `^Z` stops it.
@main
struct TerminalProbe: Program {
  struct Model {
    var count = 0
    var isDone = false
    var wantsMouse = false
  }

  func message(for input: Input) -> Input? { input }
  func isFinished(_ model: Model) -> Bool { model.isDone }
  func wantsMouse(_ model: Model) -> Bool { model.wantsMouse }
  func terminalCommand(for effect: TerminalCommand) -> TerminalCommand? { effect }

  func update(_ model: inout Model, _ input: Input) -> [TerminalCommand] {
    Self.report(words(for: input))
    model.count += 1
    switch input {
    case .key("q"), .interrupt: model.isDone = true
    case .key("t"): fatalError("asked to trap")
    case .key("e"): Self.write("a word on standard error\n", to: STDERR_FILENO)
    case .key("m"): model.wantsMouse = true
    case .key(.control("z")): return [.suspend]
    default: break
    }
    return []
  }

  private func words(for input: Input) -> String {
    switch input {
    case .key(let key): "key \(key)"
    case .paste(let text): "paste \(text.count) \(text.prefix(20).debugDescription)"
    case .mouse(let event): "mouse \(event.position.x),\(event.position.y)"
    case .focus(let isFocused): "focus \(isFocused)"
    case .resize(let size): "size \(size.columns)x\(size.rows)"
    case .interrupt: "interrupt"
    case .tick: "tick"
    }
  }

  func view(_ model: Model, size: Size) -> Frame {
    var frame = Frame(size: size)
    frame.write("inputs:", at: Point(x: 0, y: 0), style: Style(.danger))
    // Every cell differs from frame to frame.
    let filling = String(repeating: String(model.count % 10), count: size.columns)
    for y in 1..<max(1, size.rows) { frame.write(filling, at: Point(x: 0, y: y)) }
    return frame
  }

  static func main() {
    let status: Int32
    do throws(TerminalError) {
      let terminal = try NcursesTerminal(theme: .dark, program: "probe 1.0")
      report("open \(terminal.size.columns)x\(terminal.size.rows)")
      var runtime = Runtime(TerminalProbe(), model: Model(), backend: terminal) { _, _ in }
      let reason = runtime.run()
      report("ended \(reason)")
      terminal.close(saying: ["probe says goodbye"])
      status = terminal.endingSignal.map { 128 + $0 } ?? 0
    } catch {
      write("\(error)\n", to: STDERR_FILENO)
      status = 64
    }
    exit(status)
  }

  private static func report(_ line: String) { write(line + "\n", to: 3) }

  private static func write(_ text: String, to descriptor: Int32) {
    _ = Array(text.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}
