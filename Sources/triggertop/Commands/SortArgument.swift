import ArgumentParser
import TriggerCore

/// `--sort KEY` ascending, `--sort -KEY` descending.
struct SortArgument: ExpressibleByArgument {
  var sort: TriggerSort

  static let help =
    "In this order: " + TriggerSort.Key.allCases.map(\.rawValue).joined(separator: ", ") + "; --sort=-id reverses."

  init(_ sort: TriggerSort) { self.sort = sort }

  init?(argument: String) {
    let isDescending = argument.hasPrefix("-")
    guard let key = TriggerSort.Key(rawValue: String(argument.drop { $0 == "-" })) else { return nil }
    sort = TriggerSort(key, ascending: !isDescending)
  }

  var defaultValueDescription: String { (sort.ascending ? "" : "-") + sort.key.rawValue }
}
