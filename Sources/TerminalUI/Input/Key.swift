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
  public var description: String { name(in: .unicode) }

  /// As a terminal with these characters can show it: where it has no signs for keys, they are spelt.
  public func name(in glyphs: Glyphs) -> String { glyphs == .ascii ? asciiName ?? sign : sign }

  private var asciiName: String? {
    switch self {
    case .character(" "): "Space"
    case .enter: "Enter"
    case .tab: "Tab"
    case .backTab: "S-Tab"
    case .backspace: "BkSp"
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    default: nil
    }
  }

  private var sign: String {
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
