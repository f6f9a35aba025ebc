/// A configuration that can't be used: one sentence behind the place of what is wrong, with the remedy.
struct ConfigurationError: Error, Hashable, CustomStringConvertible {
  var description: String

  init(_ sentence: String) { description = sentence }

  /// - Parameter sentence: what is wrong with the setting, with or without its full stop.
  init(at origin: Origin, _ sentence: String) {
    description = "\(origin.place): \(sentence)\(sentence.hasSuffix(".") ? "" : ".")"
  }
}
