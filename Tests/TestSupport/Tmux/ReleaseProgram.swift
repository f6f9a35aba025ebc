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
    try check(program, against: Repository.sources(in: "Sources"))
    return program.path
  }

  /// A program is as new as its sources if it was linked after the last of them was written, be that by a checkout.
  public static func check(_ program: URL, against sources: [URL]) throws(Unbuilt) {
    guard let built = time(of: program) else { throw Unbuilt(program: program, newer: nil) }
    for source in sources {
      if let written = time(of: source), written > built { throw Unbuilt(program: program, newer: source) }
    }
  }

  private static func time(of file: URL) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: file.path))?[.modificationDate] as? Date
  }

  /// There is no program to be tested.
  public struct Unbuilt: Error, CustomStringConvertible {
    let program: URL
    /// A source written since; nil where there is no program at all.
    let newer: URL?

    public var description: String {
      let fault = newer.map { "is older than \($0.lastPathComponent)" } ?? "is not there"
      return "\(program.path) \(fault): run `swift build -c release`, or name another program in TRIGGERTOP_PROGRAM."
    }
  }
}
