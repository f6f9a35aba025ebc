import TerminalUI
import TriggerCore

/// A part of the dashboard that has the whole middle of the frame and its own keys: one value, held by the model.
///
/// Screens are pure. They change only themselves; whatever else is to happen they answer as `ScreenRequest`s, which
/// `DashboardUpdate` carries out. They read the world from `ScreenContext` only: what the database said
/// (`context.data`), the time, what is allowed.
///
/// An input goes first to `capture` (text fields, mouse), then through `bindings`; what neither takes is tried against
/// the keys that work everywhere. Key bar and help are derived from `bindings` and `availability`.
protocol Screen: Sendable {
  associatedtype Command: Hashable & Sendable

  static var bindings: [KeyBinding<Command>] { get }

  /// Asked before each press and for each key bar. Unavailable keys are not shown.
  func availability(of command: Command, in context: ScreenContext) -> Availability

  mutating func handle(_ command: Command, in context: ScreenContext) -> [ScreenRequest]

  /// Takes an input before the bindings see it; nil leaves it to them.
  mutating func capture(_ input: Input, in context: ScreenContext) -> [ScreenRequest]?

  /// Whatever the model was told, after it has taken note itself; also called once when the screen opens.
  mutating func receive(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest]

  /// What the rule above the screen says at its end, such as `ATTENTION 68 · tries ▼`: parts with
  /// `Headline.separator` between, of which the last are left out where there is no room (`Headline.room`).
  func headline(in context: ScreenContext) -> [Span]

  /// The keys that would do something now, for key bar and help, in the order of the bindings.
  func keyHelp(in context: ScreenContext) -> [KeyHelp]

  /// The line being typed, shown in place of the key bar; nil while none is.
  var entryLine: EntryLine? { get }

  /// Draws within `rect` alone, which may be empty. A text field sets `frame.cursor`.
  func draw(into frame: inout Frame, in rect: Rect, context: ScreenContext)
}

extension Screen {
  func availability(of command: Command, in context: ScreenContext) -> Availability { .available }
  mutating func capture(_ input: Input, in context: ScreenContext) -> [ScreenRequest]? { nil }
  mutating func receive(_ message: DashboardMessage, in context: ScreenContext) -> [ScreenRequest] { [] }
  func headline(in context: ScreenContext) -> [Span] { [] }
  var entryLine: EntryLine? { nil }
}

// MARK: - What the dashboard asks of any screen

extension Screen {
  /// - Returns: nil if the input means nothing to this screen.
  mutating func respond(to input: Input, in context: ScreenContext) -> [ScreenRequest]? {
    if let requests = capture(input, in: context) { return requests }
    guard case .key(let key) = input, let command = Self.bindings.command(for: key) else { return nil }
    switch availability(of: command, in: context) {
    case .available: return handle(command, in: context)
    case .hidden: return nil
    case .refused(let reason): return [.tell(.refusal(reason))]
    }
  }

  func keyHelp(in context: ScreenContext) -> [KeyHelp] { availableBindings(in: context).compactMap(\.pressed) }

  func availableBindings(in context: ScreenContext) -> [KeyBinding<Command>] {
    Self.bindings.filter { availability(of: $0.command, in: context) == .available }
  }
}
