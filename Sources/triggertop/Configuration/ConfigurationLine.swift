import TriggerCore

/// One setting as `triggertop config` prints it, secrets masked.
struct ConfigurationLine: Sendable {
  var name: String
  var value: DataValue
  var origin: Origin
  /// What the setting does, where its name does not say.
  var note: String?

  init<Value>(_ key: SettingKey<Value>, _ setting: Setting<Value>) {
    name = key.name
    origin = setting.origin
    note = key.note
    value =
      switch setting.value.data {
      case .text(let text): .text(key.secrecy.shown(text))
      case let data: data
      }
  }

  var data: DataValue {
    .object(
      [
        TriggerData.Field("name", .text(name)), TriggerData.Field("value", value),
        TriggerData.Field("from", .text(origin.description)),
      ] + [note].compactMap { $0.map { TriggerData.Field("note", .text($0)) } })
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
