import Foundation

/// The `triggertop` that is tested from end to end: the one that users build.
public enum ReleaseProgram {
  /// Of the release build beside that of the running tests, or what TRIGGERTOP_PROGRAM names: a debug build, say, while
  /// one works on it.
  /// - Throws: `Unbuilt` where it is missing, or older than a source.
  public static var path: String {
    get throws { try found.get() }
  }

  private static let found = Result { () throws(Unbuilt) in
    if let named = ProcessInfo.processInfo.environment["TRIGGERTOP_PROGRAM"] { return named }
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let builds = URL(fileURLWithPath: tests).deletingLastPathComponent().deletingLastPathComponent()
    let program = builds.appendingPathComponent("release/triggertop")
    let modules = Dictionary(grouping: Repository.sources(in: "Sources")) { source in
      source.pathComponents[Repository.root.pathComponents.count + 1]
    }
    try check(program, against: modules)
    return program.path
  }

  /// A program is as new as its sources if it was linked after the last of them was written, be that by a checkout; or if
  /// the build has compiled them since, and they gave the same objects: then it links nothing anew. Of each compilation
  /// a list of what it read is left, of each change an object.
  ///
  /// - Parameter modules: sources by the name of their module, whose directory lies beside the program.
  public static func check(_ program: URL, against modules: [String: [URL]]) throws(Unbuilt) {
    guard let linked = time(of: program) else { throw Unbuilt(program: program, newer: nil) }
    for (module, sources) in modules {
      let made = program.deletingLastPathComponent().appendingPathComponent("\(module).build")
      let newer = sources.filter { time(of: $0).map { $0 > linked } ?? false }
      for source in newer where !wasRead(source, in: made, of: module) {
        throw Unbuilt(program: program, newer: source)
      }
      if newer.isEmpty { continue }
      for object in files(in: made, "o") {
        if let time = time(of: object), time > linked { throw Unbuilt(program: program, newer: object) }
      }
    }
  }

  /// Whether it was compiled after it was written: Swift by its module, C by its file, a header with any.
  private static func wasRead(_ source: URL, in directory: URL, of module: String) -> Bool {
    let lists =
      switch source.pathExtension {
      case "swift": [directory.appendingPathComponent("\(module).d")]
      case "c": [directory.appendingPathComponent("\(source.lastPathComponent).d")]
      default: files(in: directory, "d")
      }
    guard let written = time(of: source), let read = lists.compactMap(time).max() else { return false }
    return read > written
  }

  private static func files(in directory: URL, _ kind: String) -> [URL] {
    let files = try? FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == kind }
  }

  private static func time(of file: URL) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: file.path))?[.modificationDate] as? Date
  }

  /// There is no program to be tested.
  public struct Unbuilt: Error, CustomStringConvertible {
    let program: URL
    /// A source or an object written since; nil where there is no program at all.
    let newer: URL?

    public var description: String {
      let fault = newer.map { "is older than \($0.lastPathComponent)" } ?? "is not there"
      return "\(program.path) \(fault): run `swift build -c release`, or name another program in TRIGGERTOP_PROGRAM."
    }
  }
}
