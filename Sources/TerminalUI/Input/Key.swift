/// A key as pressed, with the modifiers that a terminal can tell apart.
public enum Key: Hashable, Sendable {
  /// What it types; the space bar is `.character(" ")`.
  case character(Character)
  /// With Ctrl: a lower-case letter, a space, or one of `\ ] ^ _`.
  case control(Character)
  /// With Alt, or after Escape in the same breath.
  case alt(Character)
  case enter
  case escape
  case tab
  case backTab
  case backspace
  case delete
  case insert
  case up
  case down
  case left
  case right
  case home
  case end
  case pageUp
  case pageDown
  /// 1 is F1.
  case function(Int)
}

extension Key: ExpressibleByExtendedGraphemeClusterLiteral {
  public init(extendedGraphemeClusterLiteral value: Character) { self = .character(value) }
}

extension Key: CustomStringConvertible {
  /// As key bars and help name it: `q`, `^F`, `PgUp`, `⏎`.
  public var description: String {
    switch self {
    case .character(" "): "␣"
    case .character(let character): String(character)
    case .control(let character): "^" + character.uppercased()
    case .alt(let character): "M-" + String(character)
    case .enter: "⏎"
    case .escape: "Esc"
    case .tab: "⇥"
    case .backTab: "⇧⇥"
    case .backspace: "⌫"
    case .delete: "Del"
    case .insert: "Ins"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .function(let number): "F\(number)"
    }
  }
}
