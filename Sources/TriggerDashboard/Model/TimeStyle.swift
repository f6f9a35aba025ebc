/// How times are written; `t` goes on to the next.
public enum TimeStyle: CaseIterable, Hashable, Sendable {
  case local, utc, relative
}
