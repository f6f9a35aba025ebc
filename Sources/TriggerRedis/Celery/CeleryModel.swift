/// A Django model: application label and class.
public struct CeleryModel: Hashable, Sendable {
  public let app: String
  public let name: String

  /// - Parameter path: `billing.PayBill`; nil for anything but two Python identifiers joined by a dot.
  public init?(_ path: String) {
    guard let match = path.wholeMatch(of: /([A-Za-z_][A-Za-z0-9_]*)\.([A-Za-z_][A-Za-z0-9_]*)/) else { return nil }
    (app, name) = (String(match.1), String(match.2))
  }
}
