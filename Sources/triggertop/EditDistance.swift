extension String {
  /// The candidate that a typist most likely meant, or nil where none is near.
  func closest(in candidates: some Sequence<String>) -> String? {
    let near = candidates.map { (name: $0, distance: editDistance(to: $0)) }
      .filter { $0.distance <= max(1, min(count, $0.name.count) / 3) }
    return near.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
  }

  /// Levenshtein's distance.
  private func editDistance(to other: String) -> Int {
    let target = Array(other)
    var row = Array(0...target.count)
    for (i, character) in enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, wanted) in target.enumerated() {
        let cost = character == wanted ? diagonal : Swift.min(diagonal, row[j], row[j + 1]) + 1
        diagonal = row[j + 1]
        row[j + 1] = cost
      }
    }
    return row[target.count]
  }
}
