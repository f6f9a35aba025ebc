/// Turns raw keys into inputs. A sequence may come in pieces: what is begun is kept until the rest arrives.
public struct InputDecoder: Sendable {
  private enum State {
    case ready
    case escape
    /// Within a control sequence that the terminal library did not know.
    case sequence(introducer: Character)
    case mouse
    case paste
  }

  /// Bytes; far more than anybody pastes into one line. What is beyond is dropped.
  private static let pasteLimit = 64 * 1024
  /// Longer ones are no sequences.
  private static let sequenceLimit = 32

  private var state = State.ready
  /// What has come of the paste, the report, or the sequence's parameters.
  private var buffer = ""

  public init() {}

  /// - Returns: What is complete with this key; usually one input, often none.
  public mutating func decode(_ raw: RawKey) -> [Input] {
    switch state {
    case .ready: start(raw)
    case .escape: escaped(raw)
    case .sequence(let introducer): sequence(introducer, raw)
    case .mouse: mouse(raw)
    case .paste: paste(raw)
    }
  }

  private mutating func start(_ raw: RawKey) -> [Input] {
    state = .ready
    buffer = ""
    switch raw {
    case .scalar("\u{1B}"): state = .escape
    case .scalar(let scalar): return [.key(Key(control: scalar) ?? .character(Character(scalar)))]
    case .key(let key): return [.key(key)]
    case .mouse: state = .mouse
    case .pasteBegin: state = .paste
    case .focus(let isFocused): return [.focus(isFocused)]
    case .pasteEnd, .pause: break
    }
    return []
  }

  /// After Escape: the key itself, Alt with another, or the head of a sequence.
  private mutating func escaped(_ raw: RawKey) -> [Input] {
    switch raw {
    case .scalar(let scalar) where scalar == "[" || scalar == "O":
      state = .sequence(introducer: Character(scalar))
      return []
    case .scalar(let scalar) where Key(control: scalar) == nil:
      state = .ready
      return [.key(.alt(Character(scalar)))]
    default:
      return [.key(.escape)] + start(raw)
    }
  }

  private mutating func sequence(_ introducer: Character, _ raw: RawKey) -> [Input] {
    switch raw {
    case .scalar(let scalar) where (0x20..<0x40).contains(scalar.value) && buffer.utf8.count < Self.sequenceLimit:
      buffer.unicodeScalars.append(scalar)
      return []
    case .scalar(let final) where (0x40..<0x7F).contains(final.value):
      let key = Key(parameters: buffer, final: final)
      return start(.pause) + (key.map { [.key($0)] } ?? [])
    case .pause where buffer.isEmpty:
      // A terminal sends its sequences in one go: this was typed.
      return start(.pause) + [.key(.alt(introducer))]
    case .pause:
      return []
    default:
      return start(raw)
    }
  }

  private mutating func mouse(_ raw: RawKey) -> [Input] {
    switch raw {
    case .scalar(let scalar) where scalar == "M" || scalar == "m":
      let event = MouseEvent(report: buffer, isRelease: scalar == "m")
      return start(.pause) + (event.map { [.mouse($0)] } ?? [])
    case .scalar(let scalar)
    where ("0"..."9" ~= scalar || scalar == ";") && buffer.utf8.count < Self.sequenceLimit:
      buffer.unicodeScalars.append(scalar)
      return []
    case .pause:
      return []
    default:
      return start(raw)
    }
  }

  private mutating func paste(_ raw: RawKey) -> [Input] {
    switch raw {
    case .pasteEnd:
      let pasted = buffer
      return start(.pause) + [.paste(pasted)]
    case .scalar(let scalar) where buffer.utf8.count < Self.pasteLimit:
      buffer.unicodeScalars.append(scalar == "\r" ? "\n" : scalar)
    case .focus(let isFocused):
      return [.focus(isFocused)]
    case .scalar, .key, .mouse, .pasteBegin, .pause:
      break
    }
    return []
  }
}
