import TriggerCore

/// Milliseconds by name, in the order in which the names first came.
struct Stopwatch {
  private(set) var names: [String] = []
  private(set) var samples: [String: Sample] = [:]

  @discardableResult
  mutating func time<Value>(_ name: String, _ call: () async throws -> Value) async throws -> Value {
    let start = ContinuousClock.now
    let value = try await call()
    if samples[name] == nil { names.append(name) }
    samples[name, default: Sample()].add((ContinuousClock.now - start).inSeconds * 1_000)
    return value
  }
}
