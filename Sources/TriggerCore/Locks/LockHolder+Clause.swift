extension LockHolder {
  /// Where the holder is: `this machine`, or the network address of another (`02:fc:00:00:00:01`).
  package var place: String? {
    if isHere { return "this machine" }
    guard let node, node.count == 12 else { return node }
    return zip(0..., node).map { $0 > 0 && $0 % 2 == 0 ? ":\($1)" : "\($1)" }.joined()
  }

  /// What keeps others out, for how long already and where, and the remedy where it may outlast its holder; without a
  /// full stop.
  ///
  /// - Parameter now: this machine's clock, by which tokens are made.
  package func clause(of id: TriggerID, at now: Instant) -> String {
    if let obstacle { return obstacle }
    let age = since.map { " for \(now.since($0).long)" } ?? ", since nobody knows when"
    let by = place.map { " by a process on \($0)" } ?? " by somebody"
    guard expiresIn == nil else { return "its lock is held\(age)\(by)" }
    return
      "its lock is held\(age)\(by), without an end; if that process is gone, release it with triggertop unlock \(id)"
  }
}
