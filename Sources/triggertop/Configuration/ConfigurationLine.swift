import TriggerCore

/// One setting as `triggertop config` prints it, secrets masked.
struct ConfigurationLine: Sendable {
  var name: String
  var value: DataValue
  var origin: Origin

  init<Value>(_ key: SettingKey<Value>, _ setting: Setting<Value>) {
    name = key.name
    origin = setting.origin
    value =
      switch (setting.value.data, key.secrecy) {
      case (.text(let text), .passwords): .text(text.withoutPasswords)
      case (.text, .nothing): .text("***")
      case (let data, _): data
      }
  }

  var data: DataValue {
    .object([
      TriggerData.Field("name", .text(name)), TriggerData.Field("value", value),
      TriggerData.Field("from", .text(origin.description)),
    ])
  }
}

extension DataValue {
  /// For people: texts, times and numbers (`NaN`) without quotes, nothing as a dash.
  var plain: String {
    switch self {
    case .null: "–"
    case .text(let text), .decimal(let text): text
    case .instant(let instant): instant.iso8601
    default: json
    }
  }
}
