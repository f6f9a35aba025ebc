/// A setting's names and rules: where it may be given, what it is when it is not given, what it must fulfil.
struct SettingKey<Value: SettingValue> {
  /// Its place in the configuration file (`processor`, `concurrency`). As an environment variable it is
  /// `TRIGGERTOP_PROCESSOR_CONCURRENCY`.
  let path: [String]
  /// The library's name without `DJTRIGGERS_`, which stands in the environment and in the file as well.
  var django: String?
  /// Names of environment variables beside those that follow from `path` and `django`.
  var environment: [String] = []
  var secrecy = Secrecy.open
  /// What it does, where its name does not say; `triggertop config` prints it.
  var note: String?
  let defaultValue: Value
  /// What is wrong with a value of the right type (`must be 1 or more`), or nil.
  var refusal: (Value) -> String? = { _ in nil }

  init(
    _ path: String..., default defaultValue: Value, django: String? = nil, environment: [String] = [],
    secrecy: Secrecy = .open, note: String? = nil, refusal: @escaping (Value) -> String? = { _ in nil }
  ) {
    self.path = path
    self.django = django
    self.environment = environment
    self.secrecy = secrecy
    self.note = note
    self.defaultValue = defaultValue
    self.refusal = refusal
  }

  var name: String { path.keyPath }

  var djangoName: String? { django.map { "DJTRIGGERS_\($0)" } }

  /// First wins.
  var variables: [String] {
    ["TRIGGERTOP_" + path.joined(separator: "_").uppercased()] + [djangoName].compactMap(\.self) + environment
  }
}
