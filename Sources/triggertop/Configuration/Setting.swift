/// A setting's value and where it came from.
struct Setting<Value: SettingValue>: Sendable {
  var value: Value
  var origin: Origin
}

extension Setting: Equatable where Value: Equatable {}

extension Setting: Hashable where Value: Hashable {}
