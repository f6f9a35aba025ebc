import TriggerCore

extension Duration {
  /// In at most two units, for columns: `4s`, `12m`, `3h12m`, `2d4h`.
  var short: String {
    let seconds = max(0, components.seconds)
    switch seconds {
    case ..<60: return "\(seconds)s"
    case ..<3_600: return "\(seconds / 60)m"
    case ..<86_400: return "\(seconds / 3_600)h\(seconds / 60 % 60)m"
    default: return "\(seconds / 86_400)d\(seconds / 3_600 % 24)h"
    }
  }
}
