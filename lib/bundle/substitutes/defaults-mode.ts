/** Stands in for the choice of a defaults mode, which may ask an EC2 instance for its Region. `legacy` is the SDK's default. */
export const resolveDefaultsModeConfig = () => async () => 'legacy';
