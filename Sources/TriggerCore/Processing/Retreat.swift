/// How long to wait before something out of reach is tried again: from a quarter of a second, doubled, to 5 s.
package struct Retreat {
  private var step = Duration.milliseconds(250)

  package init() {}

  package mutating func reset() { step = .milliseconds(250) }

  package mutating func next() -> Duration {
    defer { step = min(step * 2, .seconds(5)) }
    return step
  }
}
