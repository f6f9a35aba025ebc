/// What a machine lacks to run a handler at all: a program, descriptors, processes, memory, room.
///
/// A handler throws it where it has begun nothing. No try is counted; the trigger is handed back, and its type is left
/// alone here for a growing pause.
public struct MachineShortage: Error, Hashable, Sendable, CustomStringConvertible {
  /// One sentence with the remedy.
  public var description: String

  public init(_ sentence: String) { description = sentence }
}

/// Types that this machine, or its role in the database, can't run for now.
struct Shortages {
  private struct Entry {
    var pauses = Retreat(.seconds(1)...(.minutes(5)))
    var until = Duration.zero
    var sentence = ""
  }

  private var entries: [String: Entry] = [:]

  /// By type.
  var sentences: [String: String] { entries.mapValues(\.sentence) }

  /// One sentence; nil where nothing is lacking.
  var sentence: String? {
    entries.min { $0.key < $1.key }.map { "Triggers of type \($0.key) are not run for now: \($0.value.sentence)" }
  }

  /// Several that fail in one pause are one shortage.
  /// - Returns: whether it is news.
  mutating func begins(_ shortage: MachineShortage, of type: String, at uptime: Duration) -> Bool {
    let isNews = entries[type] == nil
    var entry = entries[type] ?? Entry()
    if entry.until <= uptime { entry.until = uptime + entry.pauses.next() }
    entry.sentence = shortage.description
    entries[type] = entry
    return isNews
  }

  /// One of the type was run.
  /// - Returns: whether it was short before.
  mutating func ends(of type: String) -> Bool { entries.removeValue(forKey: type) != nil }

  /// The types that may be tried.
  func spared(_ types: [String], at uptime: Duration) -> [String] {
    entries.isEmpty ? types : types.filter { entries[$0].map { $0.until <= uptime } ?? true }
  }

  /// Until the next type may be tried again; nil where none is paused.
  func pause(at uptime: Duration) -> Duration? {
    entries.values.map { $0.until - uptime }.filter { $0 > .zero }.min()
  }
}
