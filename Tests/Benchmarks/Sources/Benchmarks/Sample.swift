import Foundation

/// Figures of one kind, measured again and again.
struct Sample {
  private var values: [Double] = []

  mutating func add(_ value: Double) {
    values.append(value)
    values.sort()
  }

  var min: Double { values.first ?? .nan }
  var median: Double { values.isEmpty ? .nan : (values[(values.count - 1) / 2] + values[values.count / 2]) / 2 }
  var max: Double { values.last ?? .nan }
}
