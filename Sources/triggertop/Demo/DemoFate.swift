import TriggerCore

/// How a trigger of the demo will end, decided by what it is and not by chance: it fails alike after a retry or a
/// restart.
enum DemoFate: Hashable, Sendable {
  case succeeds
  /// Fails until it was tried this often.
  case succeedsAfter(tries: Int, AttemptError)
  case fails(AttemptError)

  init(of record: TriggerRecord, kind: DemoKind, seed: UInt64) {
    var generator = SeededGenerator(seed: seed &+ UInt64(bitPattern: record.id) &* 0x2545_F491_4F6C_DD1D)
    let draw = Int.random(in: 0..<1_000, using: &generator)
    guard draw < kind.hopeless + kind.flaky, !kind.errors.isEmpty else {
      self = .succeeds
      return
    }
    let error = kind.errors.pick(&generator)
    self = draw < kind.hopeless ? .fails(error) : .succeedsAfter(tries: Int.random(in: 1...4, using: &generator), error)
  }

  /// What the next try ends with; nil is success.
  func error(atTries tries: Int) -> AttemptError? {
    switch self {
    case .succeeds: nil
    case .succeedsAfter(let needed, let error): tries < needed ? error : nil
    case .fails(let error): error
    }
  }
}
