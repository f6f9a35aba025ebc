/// What flags said; nil where a flag was not given.
struct ConfigurationFlags: Hashable, Sendable {
  var database: String?
  var readOnly: Bool?
  var process: Bool?
  var concurrency: Int?
  var types: [String]?
  var claimsOnly: Bool?
}
