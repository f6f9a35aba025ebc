import Foundation

/// The checkout that the tests were built from.
public enum Repository {
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The Swift and C files below a folder of it.
  public static func sources(in folder: String) -> [URL] {
    let keys: [URLResourceKey] = [.isRegularFileKey, .contentModificationDateKey]
    let files = FileManager.default.enumerator(
      at: root.appendingPathComponent(folder), includingPropertiesForKeys: keys, options: .skipsHiddenFiles)
    return (files?.compactMap { $0 as? URL } ?? [])
      .filter { ["swift", "c", "h", "modulemap"].contains($0.pathExtension) }
  }
}
