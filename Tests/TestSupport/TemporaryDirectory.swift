import Foundation

/// A directory of a test's own, gone with its last user.
public final class TemporaryDirectory: Sendable {
  public let path: String

  public init() throws {
    path = try NSTemporaryDirectory() + Sweeper.shared.get().directoryPrefix + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  public func file(_ name: String) -> String { path + "/" + name }
}
