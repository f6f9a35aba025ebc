import Foundation

/// Who acts, for the journal.
public struct Operator: Hashable, Sendable {
  public var name: String
  public var host: String

  public init(name: String, host: String) {
    self.name = name
    self.host = host
  }

  /// This program itself, on this machine.
  public static var program: Operator {
    Operator(name: ProcessInfo.processInfo.processName, host: ProcessorName.host)
  }
}
