import Foundation
import TerminalUI

/// The smallest program that does everything that a program can.
struct Counter: Program {
  struct Model {
    var count = 0
    var interval: Duration?
    var isDone = false
    var isDraining = false
    var isInOrder = true
    var wantsMouse = false
    /// The count that was last seen, and as it was when asked for.
    var seen: String?
    var told: String?
  }

  enum Message: Sendable {
    case input(Input)
    case add(Int)
    case number(Int)
  }

  enum Effect: Sendable {
    case add(Int)
    /// A thousand messages, numbered.
    case flood
    case terminal(TerminalCommand)
  }

  func message(for input: Input) -> Message? { .input(input) }
  func isFinished(_ model: Model) -> Bool { model.isDone }
  func tickInterval(_ model: Model) -> Duration? { model.interval }
  func wantsMouse(_ model: Model) -> Bool { model.wantsMouse }

  func terminalCommand(for effect: Effect) -> TerminalCommand? {
    if case .terminal(let command) = effect { command } else { nil }
  }

  func update(_ model: inout Model, _ message: Message) -> [Effect] {
    switch message {
    case .add(let number): model.count += number
    case .number(let number):
      model.isInOrder = model.isInOrder && number == model.count
      model.count += 1
    case .input(.tick), .input(.key("+")): model.count += 1
    case .input(.key("b")): return [.add(7)]
    case .input(.key("c")): return [.terminal(.copy("\(model.count)"))]
    case .input(.key("s")): model.told = model.seen
    case .input(.key("m")): model.wantsMouse = true
    case .input(.key("q")): model.isDone = true
    case .input(.interrupt): model.isDraining = true
    case .input: break
    }
    return []
  }

  func view(_ model: Model, size: Size) -> Frame {
    var frame = Frame(size: size)
    let told = model.told.map { " saw \($0)" } ?? ""
    frame.write("\(model.isDraining ? "draining" : "count") \(model.count)\(told)", at: Point(x: 0, y: 0))
    if model.count == 1000, model.isInOrder { frame.write("in order", at: Point(x: 0, y: 1)) }
    return frame
  }

  func sight(of model: Model) -> String? { "\(model.count)" }
  func saw(_ sight: String?, _ model: inout Model) { model.seen = sight }

  static func perform(_ effect: Effect, _ mailbox: Mailbox<Message>, _ token: Underway.Token) {
    Thread.detachNewThread {
      defer { withExtendedLifetime(token) {} }
      switch effect {
      case .add(let number): mailbox.send(.add(number))
      case .flood: for number in 0..<1000 { mailbox.send(.number(number)) }
      case .terminal: break
      }
    }
  }
}
