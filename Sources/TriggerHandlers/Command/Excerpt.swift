/// What a command wrote, as far as it is kept: a flood takes no more memory than its limit.
struct Excerpt {
  enum Part { case beginning, end }

  private let part: Part
  /// In bytes.
  private let limit: Int
  private var bytes: [UInt8] = []
  private var isCut = false

  init(_ part: Part, limit: Int) {
    self.part = part
    self.limit = limit
  }

  mutating func append(_ more: UnsafeRawBufferPointer) {
    switch part {
    case .beginning:
      let kept = more.prefix(limit - bytes.count)
      isCut = isCut || kept.count < more.count
      bytes += kept
    case .end:
      bytes += more.suffix(limit)
      isCut = isCut || bytes.count > limit || more.count > limit
      if bytes.count > 2 * limit { bytes.removeFirst(bytes.count - limit) }
    }
  }

  /// Without white space at its ends; an ellipsis stands where something was cut off.
  var text: String {
    switch part {
    case .beginning: String(decoding: bytes, as: UTF8.self).trimmingWhitespace + (isCut ? "…" : "")
    case .end:
      // A character cut in two begins with continuation bytes.
      (isCut ? "…" : "")
        + String(decoding: bytes.suffix(limit).drop { isCut && $0 & 0xC0 == 0x80 }, as: UTF8.self).trimmingWhitespace
    }
  }
}
