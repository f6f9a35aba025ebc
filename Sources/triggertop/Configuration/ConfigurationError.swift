/// A configuration that can't be used: one sentence that names the key, or the variable, and the remedy.
struct ConfigurationError: Error, Hashable, CustomStringConvertible {
  var description: String

  init(_ sentence: String) { description = sentence }
}
