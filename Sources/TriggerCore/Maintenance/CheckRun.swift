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
    await withTaskGroup(of: (Int, Entry).self) { group in
      for (index, check) in checks.enumerated() {
        group.addTask {
          let entry = await Self.entry(of: check)
          return (index, entry)
        }
      }
      var entries: [Int: Entry] = [:]
      for await (index, entry) in group { entries[index] = entry }
      return checks.indices.compactMap { entries[$0] }
    }
  }

  private static func entry(of check: any Check) async -> Entry {
    do {
      return Entry(name: check.name, result: try await check.run())
    } catch {
      return Entry(name: check.name, result: CheckResult(.failed, String(describing: error)))
    }
  }
}

extension Sequence<CheckRun.Entry> {
  /// Nothing failed; warnings don't count.
  public var areGood: Bool { allSatisfy { $0.result.status != .failed } }
}
