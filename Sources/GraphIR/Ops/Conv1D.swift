/// The convolution over one spatial axis.
public enum Conv1D {

  public static let keys = Convolution(rank: 1)
  public static let op = keys.op("nn.conv1d", "convolve `data` with `weight`")

}
