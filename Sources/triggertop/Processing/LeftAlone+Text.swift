import TriggerCore

extension LeftAlone {
  /// One sentence for each reason, with the remedy.
  ///
  /// - Parameter shortages: by type, why it can't be run.
  func sentences(_ shortages: [String: String]) -> String {
    var sentences: [String] = []
    func add(_ ids: Set<TriggerID>, _ what: String, _ remedy: String) {
      guard !ids.isEmpty else { return }
      let count = ids.count == 1 ? "1 trigger is" : "\(ids.count) triggers are"
      sentences.append("\(count) due but \(what): \(ids.sorted().listed); \(remedy)")
    }
    add(
      locked, "locked by somebody else",
      "Python is at work there, a worker of its has died (triggertop unlock tells), or another processor put it off.")
    add(unreadable, "not readable", "its data is stored as nobody can read it (triggertop show tells why).")
    if let (type, sentence) = shortages.min(by: { $0.key < $1.key }) {
      add(lacking, "of a type that can't be run here", "type \(type.orEmptyMark): \(sentence)")
    }
    add(
      barred, "not to be claimed", "another transaction holds its row, or this role may read it but not change it.")
    return sentences.joined(separator: " ")
  }
}

extension [TriggerID] {
  /// The first five.
  var listed: String { prefix(5).map { "\($0)" }.joined(separator: " ") + (count > 5 ? " …" : "") }
}
