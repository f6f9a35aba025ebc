/// Runs checks beside each other.
public struct CheckRun: Sendable {
  public struct Entry: Hashable, Sendable {
    public var name: String
    public var result: CheckResult
  }

  private let checks: [any Check]

  public init(_ checks: [any Check]) { self.checks = checks }

  /// In the order of the checks. How long it may take is up to each check: every wait in them is bounded.
  public func entries() async -> [Entry] {
    await withTaskGroup(of: (Int, CheckResult).self) { group in
      for (index, check) in checks.enumerated() {
        group.addTask {
          do {
            return (index, try await check.run())
          } catch {
            return (index, CheckResult(.failed, String(describing: error)))
          }
        }
      }
      var results = [CheckResult?](repeating: nil, count: checks.count)
      for await (index, result) in group { results[index] = result }
      return zip(checks, results).compactMap { check, result in
        result.map { Entry(name: check.name, result: $0) }
      }
    }
  }
}

extension Sequence<CheckRun.Entry> {
  /// Nothing failed; warnings don't count.
  public var areGood: Bool { allSatisfy { $0.result.status != .failed } }
}
