import Foundation

/// Figures of one kind, measured again and again.
struct Sample {
  private var values: [Double] = []

  mutating func add(_ value: Double) {
    values.insert(value, at: values.firstIndex { $0 > value } ?? values.endIndex)
  }

  var min: Double { values.first ?? .nan }
  var median: Double { values.isEmpty ? .nan : (values[(values.count - 1) / 2] + values[values.count / 2]) / 2 }
  var max: Double { values.last ?? .nan }

  /// Minimum, median and maximum.
  var range: String { String(format: "%.0f / %.0f / %.0f", min, median, max) }

  /// The least value that so large a share does not exceed.
  func quantile(_ share: Double) -> Double {
    values.isEmpty ? .nan : values[Swift.max(0, Int((Double(values.count) * share).rounded(.up)) - 1)]
  }
}
