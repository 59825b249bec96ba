/// The convolution over three spatial axes.
public enum Conv3D {

  public static let keys = Convolution(rank: 3)
  public static let op = keys.op("nn.conv3d", "convolve `data` with `weight`")

}
