/// What a check found.
public struct CheckResult: Hashable, Sendable {
  public enum Status: String, Sendable { case good, warning, failed }

  public var status: Status
  /// A sentence for people; what to do, where something is to be done.
  public var detail: String

  public init(_ status: Status, _ detail: String) {
    self.status = status
    self.detail = detail
  }
}
