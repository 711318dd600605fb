/** Opens a review: what is reviewed is collected at once, as far as it goes, and the rest within minutes. */
import { defineContract } from '../../shared/contract.ts';
import { reviewAsked, reviewSchema } from '../access-review-schema.ts';

export const openReviewContract = defineContract({
  summary: 'Open a review of who has which access',
  auth: ['secret_key', 'operator'],
  scopes: ['reviews:write'],
  access: ['audit:read', 'lanes:read', 'search:read', 'control:read', 'archive:read'],
  body: reviewAsked,
  replies: { 201: reviewSchema },
  errors: [
    'validation_failed',
    'not_found',
    'reviewers_unfit',
    'second_reviewer_required',
    'review_too_large',
    'conflict',
  ],
  events: ['access_review.opened', 'access_review.collected'],
});
