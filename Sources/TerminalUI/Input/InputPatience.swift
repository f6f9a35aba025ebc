/// How long the rest of what has begun may take to come, before what is there counts as all.
public struct InputPatience: Hashable, Sendable {
  /// Between Escape and the `[` or `O` that makes it the head of a sequence, and from there to the next byte.
  public var escape: Duration
  /// Within a sequence, a character of several bytes, or a paste.
  public var rest: Duration

  public init(escape: Duration = .milliseconds(300), rest: Duration = .seconds(1)) {
    self.escape = escape
    self.rest = rest
  }

  /// For Escape, what ESCDELAY says in milliseconds; without it more where keys come over SSH. A line that needs more
  /// than a second for that needs it for the rest too.
  public init(environment: [String: String]) {
    if let milliseconds = environment["ESCDELAY"].flatMap({ Int($0) }), (0...60_000).contains(milliseconds) {
      self.init(escape: .milliseconds(milliseconds), rest: .milliseconds(max(1_000, milliseconds)))
    } else {
      self.init(escape: environment["SSH_CONNECTION"] == nil ? .milliseconds(300) : .milliseconds(750))
    }
  }
}
