import ArgumentParser

enum Part: String, CaseIterable, ExpressibleByArgument {
  /// django-triggers' own Python code beside ours: the next three.
  case library
  case process, fire, clean
  /// Each call of a store on a big table, on either database.
  case store
  /// The calls by which a store works triggers off, in batches.
  case batches
  /// From the call that fires to the handler's first line.
  case latency
  /// Several processors on one queue.
  case scale
  /// A healthy type beside one that hangs.
  case fairness
  /// What is written ahead, a trigger.
  case wal

  /// All of them, none twice.
  static let whole: [Part] = [.library, .store, .batches, .latency, .scale, .fairness, .wal]

  var works: [Work] {
    switch self {
    case .library: Work.allCases
    case .process: [.processLocked, .processUnlocked, .processFile]
    case .fire: [.fireEach, .fireByEight, .fireEachFile, .fireAll]
    case .clean: [.clean]
    case .store, .batches, .latency, .scale, .fairness, .wal: []
    }
  }

  /// Whether django-triggers does it too.
  var isCompared: Bool { !works.isEmpty || self == .wal }
}
