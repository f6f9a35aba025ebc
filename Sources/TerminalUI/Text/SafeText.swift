extension StringProtocol {
  /// This text as one line that no terminal can take for a command: controls as pictures (`␛`, `␊`) or `·`,
  /// bidi controls, joiners and lone marks dropped, clusters cut to what every terminal shows alike.
  ///
  /// Meant for the moment when data enters; sanitising twice changes nothing. O(n), without a second look where the
  /// text is printable ASCII.
  public var sanitised: String {
    if isPrintableASCII { return String(self) }
    var result = ""
    result.reserveCapacity(utf8.count)
    for grapheme in Graphemes(self) { result += grapheme.text }
    return result
  }

  /// The lines of this text, each sanitised; a final line break begins no further line.
  public var sanitisedLines: [String] {
    var lines = split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(\.sanitised)
    if let last = lines.last, last.isEmpty { lines.removeLast() }
    return lines
  }

  /// The columns that this text takes once it is sanitised.
  public var displayWidth: Int {
    isPrintableASCII ? utf8.count : Graphemes(self).reduce(0) { $0 + $1.width }
  }

  private var isPrintableASCII: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }
}

extension String {
  /// Bytes of unknown origin as one safe line; what is not UTF-8 becomes U+FFFD.
  public init(sanitising bytes: some Collection<UInt8>) {
    self = String(decoding: bytes, as: UTF8.self).sanitised
  }
}
