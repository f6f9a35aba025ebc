/// A command with its arguments: any bytes.
public struct RedisCommand: Equatable, Sendable, ExpressibleByArrayLiteral {
  public var words: [[UInt8]]

  public init(words: [[UInt8]]) {
    self.words = words
  }

  public init(_ words: [String]) {
    self.words = words.map { Array($0.utf8) }
  }

  public init(arrayLiteral words: String...) {
    self.init(words)
  }

  /// The command as it is sent: an array of length-prefixed strings.
  var encoded: [UInt8] {
    var bytes = Array("*\(words.count)\r\n".utf8)
    for word in words {
      bytes += "$\(word.count)\r\n".utf8
      bytes += word
      bytes += "\r\n".utf8
    }
    return bytes
  }
}
